import { useMutation } from '@tanstack/react-query'

/** Sends whichever act is pressed, one at a time; says that it is on its way, or why it was refused. */
export const useAct = () => useMutation({ mutationFn: async (send: () => Promise<unknown>) => await send() })
