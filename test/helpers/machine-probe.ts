import type { MachineProbe } from '../../core/domain/onetrainer/machine-facts.ts'

/** A machine with all that a training needs, and one folder of images; a test says what is otherwise. */
export const machineWith = (more: Partial<MachineProbe> = {}): MachineProbe => ({
  kindOf: async path => path === '/images' ? 'folder' : null,
  content: async () => ({ images: 40, captions: 40, more: false }),
  bytesOf: async () => null,
  freeBytes: async () => 2 ** 50,
  hasProgram: async () => true,
  others: () => [],
  ...more
})
