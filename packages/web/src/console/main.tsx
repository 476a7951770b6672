import '../look/tokens.css';
import './console.css';
import { render } from 'solid-js/web';
import { connect } from '../live/connection.ts';
import { isSessionGood, liveSocket, openSession } from '../live/session.ts';
import { words } from '../words/index.ts';
import { Console } from './Console.tsx';

const opened = openSession();
const connection = connect(async () => {
  if (!(await opened)) return 'refused';
  return (await isSessionGood()) ? liveSocket() : 'refused';
});

document.title = words().consoleTitle;
const root = document.getElementById('root');
if (root === null) throw new Error('expected an element with the id "root"');
render(() => <Console connection={connection} />, root);
