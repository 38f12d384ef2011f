export default { projects: ['<rootDir>/libs/*', '<rootDir>/apps/*', '<rootDir>/bench', '<rootDir>/scripts'] };
