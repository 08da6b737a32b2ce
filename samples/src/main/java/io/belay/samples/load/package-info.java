/** Requests by the thousand, their answers checked and their failures counted. */
@NullMarked
package io.belay.samples.load;

import org.jspecify.annotations.NullMarked;
