import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{protocol,native,servers,clients,ipc,runner,codec-bench,test}/**/*.test.ts'],
    // Tests that start programs share two processors; what is slow there is waiting, not a hang.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Paths in tests begin where they run, wherever `npm test` was typed.
    env: { INIT_CWD: import.meta.dirname },
    // Programs under test are started with their own flags, not with those of vitest's workers.
    pool: 'forks',
    // Most of them wait for programs: two files at a time keep two processors busy.
    maxWorkers: 2,
  },
});
