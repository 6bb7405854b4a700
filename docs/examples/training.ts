// The training that is running, as a signal for Angular 20:
//
//     bootstrapApplication(App, { providers: [{ provide: SERVER, useValue: 'http://localhost:8000' }] })
//
//     @Component({ template: '{{ training()?.status ?? "not connected" }}' })
//     class App { training = inject(TRAINING) }
import { DestroyRef, InjectionToken, inject, signal } from '@angular/core'
import type { Signal } from '@angular/core'
import { watchTraining } from './watch-training.ts'
import type { Training } from './watch-training.ts'

/** Address of the server. */
export const SERVER = new InjectionToken<string>('server', { factory: () => 'http://localhost:8000' })

/** Null while the server cannot be reached. */
export const TRAINING = new InjectionToken<Signal<Training | null>>('training', {
  factory: () => {
    const training = signal<Training | null>(null)
    inject(DestroyRef).onDestroy(watchTraining(inject(SERVER), next => { training.set(next) }))
    return training.asReadonly()
  }
})
