export { localTls, ownNames, type TlsFiles } from './local.ts';
