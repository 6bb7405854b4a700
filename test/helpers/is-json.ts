/** Whether a body of this content type is one JSON value: lines of JSON are not. */
export const isJson = (content_type: unknown): boolean => /^application\/([\w.-]+\+)?json\b/.test(String(content_type))
