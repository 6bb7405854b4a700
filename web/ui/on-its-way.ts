/** Why nothing else is pressed while an act was sent and has no reply. */
export const onItsWay = 'Asked; the reply is on its way'
