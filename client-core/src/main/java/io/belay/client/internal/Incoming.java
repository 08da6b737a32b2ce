package io.belay.client.internal;

import io.belay.client.error.GoAwayInfo;
import io.belay.client.protocol.Inbound;
import io.belay.codec.WireError;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a connection's peer says, handed to the part of the connection that it concerns. */
final class Incoming<Q, R> implements Inbound<R> {
  private final Connection<Q, R> connection;
  private final Exchanges<Q, R> exchanges;
  private final Watch watch;
  // Where answers come in order.
  private final @Nullable AnswerOrder order;

  Incoming(
      Connection<Q, R> connection,
      Exchanges<Q, R> exchanges,
      Watch watch,
      @Nullable AnswerOrder order) {
    this.connection = connection;
    this.exchanges = exchanges;
    this.watch = watch;
    this.order = order;
  }

  @Override
  public void answer(long id, R answer) {
    refuseOutOfTurn(answer);
    answered(id, answer);
  }

  private void answered(long id, R answer) {
    watch.answered();
    if (!exchanges.answer(id, answer)) {
      connection.violated("the peer answers request %s, which was never sent".formatted(id));
    }
  }

  @Override
  public void answer(R answer) {
    if (order == null) {
      ReferenceCountUtil.release(answer);
    }
    long oldest = oldestQuestion();
    if (oldest > 0) {
      answered(oldest, answer);
    } else {
      ReferenceCountUtil.release(answer);
      probeAnsweredInTurn(oldest);
    }
  }

  @Override
  public void error(long id, long code, String text) {
    refuseOutOfTurn(null);
    failed(id, code, text);
  }

  private void failed(long id, long code, String text) {
    watch.answered();
    if (!exchanges.remoteError(id, code, text)) {
      connection.violated("the peer fails request %s, which was never sent".formatted(id));
    }
  }

  @Override
  public void error(long code, String text) {
    long oldest = oldestQuestion();
    if (oldest > 0) {
      failed(oldest, code, text);
    } else if (!connection.refusedWhileOpening(code, text)) {
      // Whoever says what is wrong lives.
      probeAnsweredInTurn(oldest);
    }
  }

  /** Told by id, it would leave its place in the line to the answer of the next one. */
  private void refuseOutOfTurn(@Nullable R answer) {
    if (order != null) {
      ReferenceCountUtil.release(answer);
      throw new IllegalStateException("the protocol says that answers come in order, without ids");
    }
  }

  private long oldestQuestion() {
    if (order == null) {
      throw new IllegalStateException("the protocol says that answers carry the request's id");
    }
    return order.next();
  }

  private void probeAnsweredInTurn(long oldest) {
    if (oldest == AnswerOrder.NOTHING) {
      connection.violated("the peer answers, and nothing was asked");
    } else {
      probeAnswered(-oldest);
    }
  }

  @Override
  public void probeAnswered(long sequence) {
    watch.frameReceived();
    if (!watch.probeAnswered(sequence)) {
      connection.violated("the peer answers PING %s, which was never sent".formatted(sequence));
    } else if (watch.isReady()) {
      connection.answered();
    }
  }

  @Override
  public void message(int type, byte[] body) {
    watch.frameReceived();
    connection.message(type, body);
  }

  @Override
  public void frame() {
    watch.frameReceived();
  }

  @Override
  public void minimumProbeInterval(Duration minimum) {
    watch.frameReceived();
    watch.minimumProbeInterval(minimum);
  }

  @Override
  public void goAway(GoAwayInfo goAway) {
    watch.frameReceived();
    connection.goAway(goAway);
  }

  @Override
  public void violation(String detail) {
    connection.violated(detail);
  }

  @Override
  public void violation(WireError error) {
    connection.violated(error);
  }
}
