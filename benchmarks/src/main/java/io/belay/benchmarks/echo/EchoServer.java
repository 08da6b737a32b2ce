package io.belay.benchmarks.echo;

import io.belay.benchmarks.echo.peer.BoltServer;
import io.belay.benchmarks.echo.peer.GrpcServer;
import io.belay.benchmarks.echo.peer.RSocketServer;

/** What answers: each in a process of its own. */
enum EchoServer {
  FRAMED(FramedEchoServer.class),
  BOLT(BoltServer.class),
  RSOCKET(RSocketServer.class),
  GRPC(GrpcServer.class);

  private final Class<?> main;

  EchoServer(Class<?> main) {
    this.main = main;
  }

  /** The class that its process runs; it tells its parent the port. */
  Class<?> main() {
    return main;
  }
}
