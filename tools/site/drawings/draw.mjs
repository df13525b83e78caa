// One picture: `node draw.mjs <text> <layout>`, with the packages of npm/ in NODE_MODULES. The drawing goes to stdout.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [file, layout] = process.argv.slice(2);
const library = `${process.env.NODE_MODULES}/node_modules/@terrastruct/d2/dist/node-esm/index.js`;
const { D2 } = await import(pathToFileURL(library).href);
const d2 = new D2();
const { diagram, renderOptions } = await d2.compile(readFileSync(file, "utf8"), { layout, pad: 16 });
const drawing = await d2.render(diagram, { ...renderOptions, noXMLTag: true, salt: file.replace(/.*\//, "") });
process.stdout.write(drawing, () => process.exit(0));
