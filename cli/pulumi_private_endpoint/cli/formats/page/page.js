"use strict";
// The table is there without this script, whole. With it, rows are filtered, sorted and shown a page at a time:
// a browser lays out two hundred rows in a moment, and twenty thousand in many.
(() => {
  const ROWS = 200;
  const by = (id) => document.getElementById(id);
  const table = by("connections");
  const body = table.tBodies[0];
  const words = by("words"), status = by("status"), who = by("who"), rule = by("rule");
  const every = Array.from(body.rows, (row, order) => ({
    row,
    order,
    text: row.textContent.toLowerCase(),
    rules: row.dataset.rules.split(" ").filter(Boolean),
  }));
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  let matching = every;
  let page = 0;
  let sorted = null;

  const key = (entry, column) => {
    const cell = entry.row.cells[column];
    return cell.dataset.key ?? cell.textContent;
  };

  const filter = () => {
    const asked = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    matching = every.filter((entry) =>
      asked.every((word) => entry.text.includes(word))
      && (!status.value || entry.row.dataset.status === status.value)
      && (!who.value || entry.row.dataset.who === who.value)
      && (!rule.value || (rule.value === "any" ? entry.rules.length > 0 : entry.rules.includes(rule.value))));
    sort();
  };

  const sort = () => {
    if (sorted) {
      const keys = new Map(matching.map((entry) => [entry, key(entry, sorted.column)]));
      matching.sort((one, other) =>
        sorted.sign * collator.compare(keys.get(one), keys.get(other)) || one.order - other.order);
    }
    page = 0;
    show();
  };

  const show = () => {
    const pages = Math.max(1, Math.ceil(matching.length / ROWS));
    body.replaceChildren(...matching.slice(page * ROWS, (page + 1) * ROWS).map((entry) => entry.row));
    const count = matching.length.toLocaleString("en"), all = every.length.toLocaleString("en");
    by("count").textContent = matching.length === every.length ? `${all} connections` : `${count} of ${all} connections`;
    by("pages").hidden = pages === 1;
    by("page").textContent = `Page ${page + 1} of ${pages}`;
    by("back").disabled = page === 0;
    by("next").disabled = page === pages - 1;
  };

  const showAll = () => {
    by("filters").reset();
    filter();
  };

  const turn = (pages) => {
    page += pages;
    show();
    table.tHead.scrollIntoView({ block: "nearest" });
  };

  const jump = () => {
    const asked = /^#c(\d+)$/.exec(location.hash);
    const entry = asked && every[Number(asked[1]) - 1];
    if (!entry) return;
    if (!matching.includes(entry)) showAll();
    page = Math.floor(matching.indexOf(entry) / ROWS);
    show();
    every.forEach((other) => other.row.classList.toggle("found", other === entry));
    entry.row.scrollIntoView({ block: "center" });
    entry.row.querySelector("summary").focus({ preventScroll: true });
  };

  const heads = Array.from(table.tHead.rows[0].cells);
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    head.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => {
      const sign = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      heads.forEach((other) => other.setAttribute("aria-sort", "none"));
      head.setAttribute("aria-sort", sign === 1 ? "ascending" : "descending");
      sorted = { column, sign };
      sort();
    });
  });

  by("filters").addEventListener("input", filter);
  by("filters").addEventListener("submit", (event) => event.preventDefault());
  by("all").addEventListener("click", showAll);
  by("back").addEventListener("click", () => turn(-1));
  by("next").addEventListener("click", () => turn(1));
  addEventListener("hashchange", jump);
  // Paper takes all that is asked for, and every finding.
  addEventListener("beforeprint", () => {
    body.replaceChildren(...matching.map((entry) => entry.row));
    document.querySelectorAll(".rule details").forEach((one) => { one.open = true; });
  });
  addEventListener("afterprint", show);

  by("filters").hidden = false;
  filter(); // A browser that comes back to the page may have kept what was asked for.
  table.classList.add("ready");
  jump();
})();
