package io.belay.benchmarks.echo.peer;

import io.belay.benchmarks.process.ParentJvm;
import io.rsocket.SocketAcceptor;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.netty.server.CloseableChannel;
import io.rsocket.transport.netty.server.TcpServerTransport;
import java.util.Objects;
import reactor.core.publisher.Mono;

/** RSocket's server, which answers with the payload that came. */
public final class RSocketServer {
  private RSocketServer() {}

  /** Tells the parent the port, and serves until the parent is gone. */
  public static void main(String[] args) throws Exception {
    CloseableChannel server =
        Objects.requireNonNull(
            io.rsocket.core.RSocketServer.create(SocketAcceptor.forRequestResponse(Mono::just))
                .payloadDecoder(PayloadDecoder.ZERO_COPY)
                .bind(TcpServerTransport.create("127.0.0.1", 0))
                .block());
    ParentJvm.tellAndStay(server.address().getPort());
  }
}
