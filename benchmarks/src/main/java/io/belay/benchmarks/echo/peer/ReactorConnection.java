package io.belay.benchmarks.echo.peer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.Connection;

/** One request at a time on a connection of Reactor Netty. Event loop only. */
final class ReactorConnection {
  private final Connection connection;
  private @Nullable MonoSink<byte[]> waiting;

  ReactorConnection(Connection connection) {
    this.connection = connection.addHandlerLast(new WireFrames.Decoder());
    var unused = connection.inbound().receive().subscribe(this::received, this::failed);
    connection.onDispose(() -> failed(new IOException("the connection is closed")));
  }

  Mono<byte[]> exchange(byte[] body) {
    return Mono.create(
        sink -> {
          waiting = sink;
          Channel channel = connection.channel();
          ByteBuf frame = channel.alloc().buffer(WireFrames.requestBytes(body));
          WireFrames.writeRequest(frame, 1, body);
          var unused = connection.outbound().sendObject(frame).then().subscribe(null, this::failed);
        });
  }

  private void received(ByteBuf response) {
    MonoSink<byte[]> sink = waiting;
    waiting = null;
    if (sink != null) {
      sink.success(WireFrames.body(response));
    }
  }

  private void failed(Throwable cause) {
    MonoSink<byte[]> sink = waiting;
    waiting = null;
    if (sink != null) {
      sink.error(cause);
    }
  }
}
