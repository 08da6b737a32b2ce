package io.belay.client.chaos;

/** What a {@link Question} asks the server to do with it. */
enum Wish {
  /** To answer at once. */
  ECHO(0),
  /** To answer after as many milliseconds as its number. */
  WAIT(1),
  /** To answer with as many bytes as its number. */
  MUCH(2),
  /** To answer twice, which no client may notice. */
  TWICE(3),
  /** To process it, and to say that it failed. */
  FAIL(4),
  /** To refuse it, unprocessed. */
  REFUSE(5),
  /** To refuse it, unprocessed, when a server sees it for the first time. */
  REFUSE_ONCE(6);

  /** What stands for it in a request. */
  final int code;

  Wish(int code) {
    this.code = code;
  }

  static Wish of(int code) {
    for (Wish wish : values()) {
      if (wish.code == code) {
        return wish;
      }
    }
    throw new IllegalArgumentException("wish: " + code);
  }
}
