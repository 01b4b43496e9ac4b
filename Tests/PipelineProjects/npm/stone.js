#!/usr/bin/env node
console.log(`stone ${require("./package.json").version} with moss ${require("moss")}`)
