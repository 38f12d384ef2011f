import { project } from '../jest.preset.js';

/** The short forms of what `npm run chaos` runs. */
export default { ...project('chaos'), testMatch: ['<rootDir>/chaos/*.spec.ts'] };
