export { LogError, type EventLog, type StoredSnapshot } from './event-log.ts';
export { logFile, openSqliteLog, readSqliteHeader } from './sqlite.ts';
