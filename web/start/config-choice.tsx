import { useQuery } from '@tanstack/react-query'
import { configListQuery } from '../api/queries.ts'
import { useApi } from '../api/use-api.ts'
import { Reply } from '../ui/reply.tsx'
import styles from './start.module.css'

const sources = { preset: 'Presets', saved: 'Saved configs', checkout: 'In the OneTrainer checkout' } as const

/** The presets and saved configs, of which one is the start. */
export function ConfigChoice ({ chosen, onChoose }: { chosen: string | null, onChoose: (name: string) => void }) {
  const query = useQuery(configListQuery(useApi()))
  return (
    <Reply query={query} what='The configs'>
      {({ configs }) => (
        <div className={styles.choice} role='radiogroup' aria-label='Config to start from'>
          {(['saved', 'preset', 'checkout'] as const).map(source => {
            const list = configs.filter(config => config.source === source)
            return list.length === 0
              ? null
              : (
                <section key={source}>
                  <h3>{sources[source]}</h3>
                  {list.map(({ name, description }) => (
                    <button
                      key={name} type='button' role='radio' aria-checked={name === chosen} className={styles.option}
                      onClick={() => { onChoose(name) }}
                    >
                      <b>{name}</b>{description !== '' && <small>{description}</small>}
                    </button>
                  ))}
                </section>
                )
          })}
        </div>
      )}
    </Reply>
  )
}
