import { CentralinoIntl, CentralinoTheme } from '@centralino/ui';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { messages } from './messages/messages.ts';
import { createDesk } from './state/desk.ts';
import { DeskContext } from './state/desk-context.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

const desk = createDesk();
void desk.start();

createRoot(root).render(
  <StrictMode>
    <CentralinoTheme>
      <CentralinoIntl messages={messages}>
        <DeskContext value={desk}>
          <App />
        </DeskContext>
      </CentralinoIntl>
    </CentralinoTheme>
  </StrictMode>,
);
