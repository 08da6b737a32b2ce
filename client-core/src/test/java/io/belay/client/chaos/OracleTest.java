package io.belay.client.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.RequestOptions;
import io.belay.client.error.BelayException;
import io.belay.client.error.BelayFailures;
import io.belay.client.error.Delivery;
import io.belay.client.error.FailureContext;
import io.belay.client.error.Phase;
import io.belay.codec.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the {@link Oracle} must see: each of these would be a bug of the client. */
class OracleTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final Map<Long, Integer> BY_NOBODY = Map.of();

  private final Op op = op(1, Wish.ECHO, false);
  private final byte[] request = op.request();

  private static Op op(long id, Wish wish, boolean idempotent) {
    return op(id, wish, idempotent, TIMEOUT);
  }

  private static Op op(long id, Wish wish, boolean idempotent, Duration timeout) {
    return new Op(
        new Question(id, wish, 0),
        20,
        RequestOptions.DEFAULT.withIdempotent(idempotent),
        timeout,
        false);
  }

  private static List<String> judge(Map<Long, Integer> processed, Op... ops) {
    return new Oracle(processed, new Stalls()).judge(List.of(ops));
  }

  private static Map<Long, Integer> processed(Op op, int times) {
    return Map.of(op.id, times);
  }

  private static BelayException failure(Delivery delivery) {
    return BelayFailures.requestTimeout(
        FailureContext.of(Phase.AWAIT).withDelivery(delivery), TIMEOUT);
  }

  private static BelayException error(Delivery delivery, long code, Op of) {
    return BelayFailures.remoteError(
        FailureContext.of(Phase.READ).withDelivery(delivery), code, Op.errorText(of.id));
  }

  @Test
  void anOperationWithItsOwnAnswerMustPass() {
    op.ended(Answer.to(op.id, request, 10), null);

    assertThat(judge(processed(op, 1), op)).isEmpty();
  }

  @Test
  void theAnswerToAnotherMustBeSeen() {
    // As when an id is used again after a timeout, and the late answer comes.
    Op timedOut = op(2, Wish.WAIT, false);
    byte[] late = Answer.to(timedOut.id, timedOut.request(), 0);
    timedOut.ended(null, failure(Delivery.UNKNOWN));
    op.ended(late, null);

    assertThat(judge(Map.of(op.id, 1, timedOut.id, 1), op, timedOut))
        .singleElement()
        .asString()
        .contains("ended wrongly", "the answer to operation 2");
  }

  @Test
  void anAnswerWithAnotherByteMustBeSeen() {
    byte[] answer = Answer.to(op.id, request, 10);
    answer[answer.length / 2]++;
    op.ended(answer, null);

    assertThat(judge(processed(op, 1), op)).singleElement().asString().contains("nobody sent");
  }

  @Test
  void theAnswerToAnotherQuestionOfTheSameOperationMustBeSeen() {
    op.ended(Answer.to(op.id, new Question(op.id, Wish.MUCH, 7).bytes(20), 0), null);

    assertThat(judge(processed(op, 1), op)).singleElement().asString().contains("did not ask");
  }

  @Test
  void theErrorOfAnotherMustBeSeen() {
    Op failing = op(2, Wish.FAIL, false);
    failing.ended(null, error(Delivery.ANSWERED, ErrorCode.FIRST_APPLICATION, op));

    assertThat(judge(processed(failing, 1), failing))
        .singleElement()
        .asString()
        .contains("the error of another");
  }

  @Test
  void whatIsSaidToBeUnsentMustNotHaveBeenProcessed() {
    op.ended(null, failure(Delivery.NOT_SENT));

    assertThat(judge(BY_NOBODY, op)).isEmpty();
    assertThat(judge(processed(op, 1), op))
        .singleElement()
        .asString()
        .contains("said to be NOT_SENT, and processed 1 times");
  }

  @Test
  void whatIsSaidToBeRefusedMustNotHaveBeenProcessed() {
    op.ended(null, error(Delivery.REFUSED, ErrorCode.OVERLOADED, op));

    assertThat(judge(BY_NOBODY, op)).isEmpty();
    assertThat(judge(processed(op, 1), op)).singleElement().asString().contains("REFUSED");
  }

  @Test
  void whatIsSaidToBeAnsweredMustHaveBeenProcessed() {
    Op failing = op(2, Wish.FAIL, false);
    failing.ended(null, error(Delivery.ANSWERED, ErrorCode.FIRST_APPLICATION, failing));

    assertThat(judge(processed(failing, 1), failing)).isEmpty();
    assertThat(judge(BY_NOBODY, failing)).singleElement().asString().contains("by nobody");
  }

  @Test
  void onlyWhatIsIdempotentMayBeProcessedTwice() {
    Op idempotent = op(2, Wish.ECHO, true);
    idempotent.ended(null, failure(Delivery.UNKNOWN));
    op.ended(null, failure(Delivery.UNKNOWN));

    assertThat(judge(Map.of(op.id, 2, idempotent.id, 2), op, idempotent))
        .singleElement()
        .asString()
        .contains("not idempotent, and processed 2 times: operation 1");
  }

  @Test
  void whatNeverEndsMustBeSeen() {
    assertThat(judge(processed(op, 1), op)).singleElement().asString().contains("never ended");
  }

  @Test
  void whatEndsTwiceMustBeSeen() {
    op.ended(null, failure(Delivery.UNKNOWN));
    op.ended(Answer.to(op.id, request, 0), null);

    assertThat(judge(processed(op, 1), op)).singleElement().asString().contains("ended 2 times");
  }

  @Test
  void whatEndsTooLateMustBeSeen() {
    Op late = op(2, Wish.ECHO, false, Oracle.SLACK.plusMillis(1).negated());
    late.ended(null, failure(Delivery.UNKNOWN));
    Stalls stalls = new Stalls();
    stalls.add(Duration.ofSeconds(1));

    assertThat(judge(BY_NOBODY, late)).singleElement().asString().contains("too late");
    assertThat(new Oracle(BY_NOBODY, stalls).judge(List.of(late))).isEmpty();
  }

  @Test
  void aFailureWithoutATypeMustBeSeen() {
    op.ended(null, new IllegalStateException("a bug"));

    assertThat(judge(BY_NOBODY, op)).singleElement().asString().contains("without a type");
  }

  @Test
  void aCancellationMustBeOurOwn() {
    op.givingUp();
    op.ended(null, new CancellationException());
    Op other = op(2, Wish.ECHO, false);
    other.ended(null, new CancellationException());

    assertThat(judge(BY_NOBODY, op, other)).singleElement().asString().contains("operation 2");
  }

  @Test
  void anAnswerThatNoServerGaveMustBeSeen() {
    op.ended(Answer.to(op.id, request, 0), null);

    assertThat(judge(BY_NOBODY, op)).singleElement().asString().contains("by nobody");
  }

  @Test
  void whatNobodySentMustNotBeProcessed() {
    assertThat(judge(Map.of(7L, 1))).singleElement().asString().contains("never sent");
  }

  @Test
  void whatArrivesSpoiltMustBeSeen(@TempDir Path directory) throws Exception {
    request[request.length - 1]++;
    Journal journal = Journal.begin(Journal.of(directory, "server"));
    journal.process(Question.read(request).map(Question::op).orElse(Journal.CORRUPT));

    assertThat(judge(Journal.readAll(directory)))
        .singleElement()
        .asString()
        .contains("did not arrive as they were sent: 1");
  }

  @Test
  void aBreachOfTheProtocolMustBeSeen() {
    assertThat(judge(Map.of(Journal.MISSPOKEN, 1))).singleElement().asString().contains("breaches");
  }

  @Test
  void theJournalsOfAllServersMustCountTogether(@TempDir Path directory) throws Exception {
    Journal first = Journal.begin(Journal.of(directory, "one-1"));
    first.process(1);
    first.process(2);
    Journal.begin(Journal.of(directory, "one-2")).process(1);

    assertThat(Journal.readAll(directory)).isEqualTo(Map.of(1L, 2, 2L, 1));
  }
}
