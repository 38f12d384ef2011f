/** The scripts are plain JavaScript: nothing to transform. */
export default {
  displayName: 'scripts',
  testEnvironment: 'node',
  testMatch: ['<rootDir>/**/*.spec.js'],
  transform: {},
};
