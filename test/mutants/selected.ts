import { runTestFiles } from '../helpers/run-test-files.ts'

// Runs the test files that SELECTED_TESTS names, in this process. As arguments they would name tap's folders, too long.
await runTestFiles((process.env.SELECTED_TESTS ?? '').split(' '))
