import { runTestFiles, testFilesIn } from '../helpers/run-test-files.ts'

// One half of the unit lane. A test file can be run alone as well.
await runTestFiles(['core', 'repository', 'src'].flatMap(folder => testFilesIn(`test/unit/${folder}`)))
