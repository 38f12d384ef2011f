/**
 * The jest settings that every project shares: native ES modules, TypeScript by swc with decorator metadata,
 * workspace packages read from their sources. Needs NODE_OPTIONS=--experimental-vm-modules, which `npm test` sets.
 *
 * @param {string} displayName the project's name in jest's output
 * @returns {import('jest').Config}
 */
export function project(displayName) {
  return {
    displayName,
    testEnvironment: 'node',
    testEnvironmentOptions: { customExportConditions: ['@ctci/source', 'node'] },
    testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
    extensionsToTreatAsEsm: ['.ts'],
    moduleNameMapper: { '^(\\.{1,2}/.*(?<!\\.json))\\.js$': '$1' },
    modulePathIgnorePatterns: ['<rootDir>/dist'],
    transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  };
}

const swc = {
  jsc: {
    target: 'es2024',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
  swcrc: false,
};
