import { compareConfigs } from '../../../core/domain/config/compare-configs.ts'
import styles from './parts.module.css'

interface ConfigDifferencesProps {
  before: unknown
  after: unknown
  title: string
}

/** The fields in which a config differs from another one. */
export function ConfigDifferences ({ before, after, title }: ConfigDifferencesProps) {
  const rows = compareConfigs([before, after]).groups.flatMap(({ rows }) => rows)
  if (rows.length === 0) return <p className={styles.text}>Nothing differs.</p>
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope='col'>Field</th>
            <th scope='col' dir='auto'>
              {title}
            </th>
            <th scope='col'>This job</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ pointer, values: [before, after] }) => (
            <tr key={pointer}>
              <th scope='row' className='mono'>
                {pointer.slice(1).replaceAll('/', ' / ')}
              </th>
              <td className='mono'>
                <Value value={before} />
              </td>
              <td className='mono'>
                <Value value={after} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const Value = ({ value }: { value: unknown }) =>
  value === undefined ? <span className='dim'>not there</span> : JSON.stringify(value)
