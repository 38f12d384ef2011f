export default {
  projects: ['<rootDir>/libs/*', '<rootDir>/apps/*', '<rootDir>/bench', '<rootDir>/scripts'],
  // Of a test that hangs; read here only, not in a project's own settings.
  testTimeout: 180_000,
};
