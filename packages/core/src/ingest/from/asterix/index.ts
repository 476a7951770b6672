export { asterixItemsOfFacts, AsterixReports, type AsterixSites } from './reports.ts';
