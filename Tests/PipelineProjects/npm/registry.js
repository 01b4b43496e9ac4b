// A registry with the packages of this folder, in all their versions.
const { execFileSync } = require("child_process")
const { createHash } = require("crypto")
const fs = require("fs")
const http = require("http")

const address = "http://127.0.0.1:4873"
const packages = {
  stone: ["1.0.0", "1.2.0"].map(version => ({ version, bin: { stone: "stone.js" }, dependencies: { moss: "^1.0.0" } })),
  moss: ["1.0.0", "1.4.0"].map(version => ({ version, main: "moss.js" })),
}
const files = {}
for (const [name, versions] of Object.entries(packages)) {
  for (const manifest of versions) {
    fs.mkdirSync("packed/package", { recursive: true })
    fs.writeFileSync("packed/package/package.json", JSON.stringify({ name, ...manifest }))
    fs.copyFileSync(`${name}.js`, `packed/package/${name}.js`)
    const file = `${name}-${manifest.version}.tgz`
    execFileSync("tar", ["-czf", file, "-C", "packed", "package"])
    fs.rmSync("packed", { recursive: true })
    files[`/${file}`] = fs.readFileSync(file)
    const integrity = "sha512-" + createHash("sha512").update(files[`/${file}`]).digest("base64")
    manifest.dist = { tarball: `${address}/${file}`, integrity }
  }
  const entries = versions.map(manifest => [manifest.version, { name, ...manifest }])
  const latest = versions[versions.length - 1].version
  files[`/${name}`] = JSON.stringify({ name, "dist-tags": { latest }, versions: Object.fromEntries(entries) })
}
http.createServer((request, response) => {
  const content = files[request.url]
  response.writeHead(content ? 200 : 404, { "content-type": request.url.endsWith("tgz") ? "application/gzip" : "application/json" })
  response.end(content ?? "{}")
}).listen(4873, "127.0.0.1", () => fs.writeFileSync("registry-is-ready", ""))
