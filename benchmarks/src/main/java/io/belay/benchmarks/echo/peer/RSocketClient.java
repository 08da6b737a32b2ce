package io.belay.benchmarks.echo.peer;

import io.belay.benchmarks.echo.AsyncClient;
import io.netty.buffer.ByteBufUtil;
import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.core.RSocketConnector;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.util.ByteBufPayload;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpClient;

/** RSocket's requestResponse over TCP, one connection, without copies of what it decodes. */
public final class RSocketClient implements AsyncClient {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final LoopResources loops = LoopResources.create("rsocket", 1, true);
  private final RSocket socket;

  /** Connects. */
  public RSocketClient(int port) {
    TcpClient client =
        TcpClient.create(ConnectionProvider.newConnection())
            .runOn(loops)
            .host("127.0.0.1")
            .port(port);
    socket =
        Objects.requireNonNull(
            RSocketConnector.create()
                .payloadDecoder(PayloadDecoder.ZERO_COPY)
                .connect(TcpClientTransport.create(client))
                .block(PATIENCE));
  }

  @Override
  public CompletableFuture<byte[]> send(byte[] body) {
    return socket
        .requestResponse(ByteBufPayload.create(body))
        .map(RSocketClient::takeBytes)
        .toFuture();
  }

  @Override
  public Executor loop() {
    return loops.onClient(true).next();
  }

  @Override
  public void close() {
    socket.dispose();
    loops.dispose();
  }

  private static byte[] takeBytes(Payload payload) {
    byte[] bytes = ByteBufUtil.getBytes(payload.sliceData());
    payload.release();
    return bytes;
  }
}
