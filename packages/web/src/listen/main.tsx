import '../look/tokens.css';
import './listen.css';
import { render } from 'solid-js/web';
import { openKept } from './device/enrolment.ts';
import { takeToken } from './device/identity.ts';
import { Frame, Phone, Sorry } from './Listen.tsx';
import { createListener } from './listener.ts';
import { keepPage } from './offline/keep-page.ts';
import { words } from './words/index.ts';

const token = takeToken();
document.title = words().title;
const root = document.getElementById('root');
if (root === null) throw new Error('expected an element with the id "root"');

keepPage();
const kept = await openKept();
if (typeof kept === 'string')
  render(
    () => (
      <Frame name="">
        <Sorry why={words()[kept]} />
      </Frame>
    ),
    root,
  );
else {
  const listener = createListener(kept.waiting);
  await listener.load();
  const identities = await kept.identities.all();
  render(() => <Phone listener={listener} kept={kept} identities={identities} token={token} />, root);
}
