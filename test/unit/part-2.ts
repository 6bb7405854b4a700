import { runTestFiles, testFilesIn } from '../helpers/run-test-files.ts'

// The other half of the unit lane: all that part-1 leaves.
await runTestFiles(testFilesIn('test/unit').filter(path => !/^test\/unit\/(core|repository|src)\//.test(path)))
