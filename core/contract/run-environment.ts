/**
 * In the environment of a trainer, and so of every process it starts. They tell whose process it is when nothing else
 * does: the cookie of the run, the folder of the attempt, and the devices it was given, separated by commas.
 */
export const COOKIE_VARIABLE = 'OT_RUN_COOKIE'
export const FOLDER_VARIABLE = 'OT_RUN_DIR'
export const DEVICES_VARIABLE = 'OT_RUN_DEVICES'
