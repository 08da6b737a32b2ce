/** Liveness of both ends of a TCP connection. */
module io.belay.heartbeat {
  requires static transitive org.jspecify;
  requires transitive io.belay.codec;
  requires transitive io.netty.buffer;
  requires transitive io.netty.transport;
  requires io.netty.common;

  exports io.belay.heartbeat;
}
