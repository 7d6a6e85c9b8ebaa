// Owns the observation board's page: its model, kept while people move about.

import type { JSX } from 'preact';
import { useKept } from '../../services.tsx';
import { BoardView } from './board-view.tsx';
import { createBoardModel } from './board-model.ts';

export function BoardPage(): JSX.Element {
  const model = useKept('board', ({ tablet }) => createBoardModel(tablet));
  return <BoardView model={model} />;
}
