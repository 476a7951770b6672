export { openBrowser } from '../../../tools/test/chromium.ts';
