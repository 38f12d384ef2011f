export default {
  projects: ['<rootDir>/libs/*', '<rootDir>/apps/*', '<rootDir>/bench', '<rootDir>/scripts'],
  // Of a test that hangs; read here only, not in a project's own settings.
  testTimeout: 60_000,
  // Suites start whole systems and wait for them: two at once have met each other's load on two cores.
  maxWorkers: 1,
};
