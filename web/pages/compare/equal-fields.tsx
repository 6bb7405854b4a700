import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { count } from '../../ui/format.ts'
import { fieldName } from '../../jobs/config-words.ts'
import type { ConfigRow } from '../../../core/domain/config/compare-configs.ts'
import { ConfigValue } from './config-value.tsx'
import styles from './compare.module.css'

/** How many fields are the same in all configs; on request, which. */
export function EqualFields ({ rows, jobs }: { rows: readonly ConfigRow[], jobs: number }) {
  const [isOpen, setOpen] = useState(false)
  if (rows.length === 0) return null
  return (
    <>
      <p className={styles.foot}>
        <span>
          {count(rows.length)} {rows.length === 1 ? 'field is' : 'fields are'} the same in{' '}
          {jobs === 2 ? 'both' : `all ${jobs}`}.
        </span>
        <Button kind='ghost' aria-expanded={isOpen} onClick={() => { setOpen(!isOpen) }}>
          {isOpen ? 'Hide them' : 'Show them'}
        </Button>
      </p>
      {isOpen && (
        <div className={styles.scroll} tabIndex={0} role='region' aria-label='Fields that are the same'>
          <table className={styles.table}>
            <thead><tr><th scope='col'>Field</th><th scope='col'>In all</th></tr></thead>
            <tbody>
              {rows.map(({ pointer, values }) => (
                <tr key={pointer}>
                  <th scope='row' className='mono' dir='auto'>{fieldName(pointer, '')}</th>
                  <td className='mono'><ConfigValue value={values[0]} /></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}
