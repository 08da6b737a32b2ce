package io.belay.benchmarks.echo.peer;

import com.alipay.remoting.config.Configs;
import com.alipay.remoting.serialization.Serializer;
import com.alipay.remoting.serialization.SerializerManager;

/** Bodies of SOFABolt as they are: they are bytes already. */
final class BoltBytes implements Serializer {
  private static final int CODE = 9;

  private BoltBytes() {}

  /** Makes it the serializer of this process; to be called before SOFABolt is used. */
  static void install() {
    SerializerManager.addSerializer(CODE, new BoltBytes());
    System.setProperty(Configs.SERIALIZER, Integer.toString(CODE));
  }

  @Override
  public byte[] serialize(Object body) {
    return (byte[]) body;
  }

  // What SOFABolt asks for is the class that was serialized, which is byte[] in this benchmark.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  @Override
  public <T> T deserialize(byte[] body, String className) {
    return (T) body;
  }
}
