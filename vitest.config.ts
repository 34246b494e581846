import { defineConfig } from 'vitest/config';

const folders = '{protocol,native,servers,clients,ipc,latency,observations,runner,codec-bench,test}';
/** Tests of pure code: they start nothing, and leave nothing behind that another one could see. */
const pure = ['protocol/**', 'runner/{analysis,experiments,plan,report,result,selftest,statistics}/**'].map(
  (folder) => `${folder}/*.test.ts`,
);

export default defineConfig({
  test: {
    // Tests that start programs share two processors; what is slow there is waiting, not a hang.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Paths in tests begin where they run, wherever `npm test` was typed.
    env: { INIT_CWD: import.meta.dirname },
    // Programs under test are started with their own flags, not with those of vitest's workers.
    pool: 'forks',
    // Most of them wait for programs: two files at a time keep two processors busy.
    maxWorkers: 2,
    projects: [
      // Many small files: one process for several of them takes a third less time.
      { extends: true, test: { name: 'pure', include: pure, isolate: false } },
      {
        extends: true,
        test: { name: 'programs', include: [`${folders}/**/*.test.ts`], exclude: [...pure, '**/node_modules/**'] },
      },
    ],
  },
});
