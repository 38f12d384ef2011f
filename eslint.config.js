import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** What each kind of project may import; the reasons stand in docs/architecture.md. */
const boundaries = {
  enforceBuildableLibDependency: true,
  allow: [],
  // The tests of a lib use libs/testing, which is built upon it; the lib itself may not.
  ignoredCircularDependencies: [['@ctci/testing', '@ctci/persistence']],
  depConstraints: [
    {
      sourceTag: 'type:domain',
      onlyDependOnLibsWithTags: ['type:domain'],
      allowedExternalImports: ['libphonenumber-js', 'libphonenumber-js/*'],
    },
    {
      sourceTag: 'type:contracts',
      onlyDependOnLibsWithTags: ['type:domain', 'type:contracts'],
      allowedExternalImports: ['zod'],
    },
    {
      sourceTag: 'type:persistence',
      onlyDependOnLibsWithTags: ['type:domain', 'type:persistence'],
      bannedExternalImports: ['bullmq', '@nestjs/bullmq', 'socket.io', '@nestjs/websockets'],
    },
    {
      sourceTag: 'type:platform',
      onlyDependOnLibsWithTags: ['type:platform'],
      bannedExternalImports: ['mongoose', '@nestjs/mongoose'],
    },
    {
      sourceTag: 'type:testing',
      onlyDependOnLibsWithTags: ['type:domain', 'type:contracts', 'type:persistence', 'type:platform', 'type:testing'],
    },
    { sourceTag: 'type:bench', onlyDependOnLibsWithTags: ['type:domain', 'type:contracts', 'type:testing'] },
    { sourceTag: 'type:page', onlyDependOnLibsWithTags: ['type:domain', 'type:contracts'] },
    {
      sourceTag: 'type:app',
      onlyDependOnLibsWithTags: ['type:domain', 'type:contracts', 'type:persistence', 'type:platform'],
    },
  ],
};

/** Four of a function, five of a constructor, which takes collaborators. */
const tooManyParameters = [
  ':matches(FunctionDeclaration, ArrowFunctionExpression)[params.length>4]',
  'MethodDefinition[kind!="constructor"] > FunctionExpression[params.length>4]',
  'MethodDefinition[kind="constructor"] > FunctionExpression[params.length>5]',
].map((selector) => ({ selector, message: 'Too many parameters.' }));

export default tseslint.config(
  { ignores: ['**/dist', '**/node_modules', '.nx', '.data', '.services', 'coverage'] },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@nx/enforce-module-boundaries': ['error', boundaries],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // Nest's modules are empty classes that carry a decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', { max: 40, skipComments: true, skipBlankLines: true }],
      'no-restricted-syntax': ['error', ...tooManyParameters],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['libs/domain/src/**/*.ts', 'libs/contracts/src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: ['node:*'] }],
      'no-restricted-globals': ['error', 'process', 'setTimeout', 'setInterval', 'fetch'],
      'no-restricted-syntax': [
        'error',
        ...tooManyParameters,
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Pass the time in.' },
        { selector: "MemberExpression[object.name='Date'][property.name='now']", message: 'Pass the time in.' },
        { selector: "MemberExpression[object.name='Math'][property.name='random']", message: 'Pass chance in.' },
      ],
    },
  },
  {
    files: ['**/*.spec.ts', 'apps/*/test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      // Tests may use libs/testing, and a describe block is as long as its cases.
      '@nx/enforce-module-boundaries': 'off',
      'no-restricted-syntax': 'off',
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['apps/web/src/**'],
    // The markup of a component stands line by line.
    rules: { 'max-lines-per-function': ['error', { max: 80, skipComments: true, skipBlankLines: true }] },
  },
  {
    files: ['**/*.js'],
    languageOptions: { globals: globals.node },
    rules: { 'max-lines': ['error', 300] },
  },
  prettier,
);
