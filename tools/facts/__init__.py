"""The service table against the newest official clients: `make facts`.

Microsoft generates its Python clients from the same API specifications that the table was read from, and
publishes one at each new api-version. So each of them is installed into an environment that is thrown away,
made to send every request about private endpoint connections that it knows, and what it would have sent
is compared with the table and with the simulator's facts: what is newer, what is missing, what differs.

`clients.txt` says which clients, `clients` finds what they can do, `arguments` gives them something to send,
`wire` takes it down before it leaves, `drive` puts those together. `compare` needs none of them.
"""
