/** Liveness of both ends of a TCP connection. */
module io.belay.heartbeat {
  requires static transitive org.jspecify;
  requires transitive io.belay.codec;
  requires transitive io.netty.buffer;
  requires transitive io.netty.transport;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.classes.io_uring;
  requires io.netty.transport.unix.common;
  requires jdk.net;

  exports io.belay.heartbeat;
}
