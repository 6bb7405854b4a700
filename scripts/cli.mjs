#!/usr/bin/env node
// The command of the installed package: `onetrainer-web-ui [options]` is the server, `onetrainer-web-ui doctor` its
// check.
const isDoctor = process.argv[2] === 'doctor'
if (isDoctor) process.argv.splice(2, 1)
await import(isDoctor ? '../dist/scripts/doctor.js' : '../dist/src/server.js')
