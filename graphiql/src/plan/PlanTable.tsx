/** A plan as a table: a line for each endpoint, and below it the fields that cause its calls and what their number depends on. */
import { Fragment, type ReactNode } from 'react';
import type { PlanLine } from './plan.ts';

export function PlanTable({ lines }: { lines: readonly PlanLine[] }): ReactNode {
  const hasRun = lines.some(({ made }) => made !== undefined);
  return (
    <table className="plan-table">
      <thead>
        <tr>
          <th scope="col">Endpoint</th>
          <th scope="col">{hasRun ? 'Planned' : 'Calls'}</th>
          {hasRun && <th scope="col">Made</th>}
          <th scope="col">Cached</th>
        </tr>
      </thead>
      {lines.map((line) => (
        <tbody key={`${line.source} ${line.endpoint}`} data-source={line.source}>
          <tr>
            <th scope="row">
              <i className="upstream-dot" />
              {line.name} <code>{line.endpoint}</code>
            </th>
            <td>{line.planned}</td>
            {hasRun && <td>{line.made}</td>}
            <td>{line.cached}</td>
          </tr>
          <Causes line={line} columns={hasRun ? 4 : 3} />
        </tbody>
      ))}
    </table>
  );
}

function Causes({ line: { fields, bound }, columns }: { line: PlanLine; columns: number }): ReactNode {
  if (fields.length === 0 && bound === null) return undefined;
  return (
    <tr className="plan-causes">
      <td colSpan={columns}>
        {fields.length > 0 && (
          <p>
            {'for '}
            {fields.map((field, index) => (
              <Fragment key={field}>
                {index > 0 && ', '}
                <code>{field}</code>
              </Fragment>
            ))}
          </p>
        )}
        {bound !== null && <p>{bound}</p>}
      </td>
    </tr>
  );
}
