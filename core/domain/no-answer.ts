/** No server answered. Whether it got the request is not known. */
export class NoAnswer extends Error {
  override name = 'NoAnswer'
  constructor () { super('The server does not answer.') }
}
