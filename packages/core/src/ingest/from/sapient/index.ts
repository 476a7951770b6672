export { SapientReports } from './reports.ts';
export { geodeticFromUtm } from './utm.ts';
