package io.belay.samples.demo;

/** One fault, brought about on real sockets, and what becomes of it. */
interface Scene {

  /** What happens, in a few words. */
  String title();

  /** Brings the fault about, tells what is seen, and leaves a server that works. */
  Finding play(Stage stage) throws Exception;
}
