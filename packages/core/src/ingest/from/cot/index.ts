export { cotClaim, ownUidPrefix, takSystemAt } from './claims.ts';
