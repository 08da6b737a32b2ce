/** A user on the module path. */
module consumer {
  requires io.belay.client;

  // For its server.
  requires io.netty.common;
}
