package dev.sluice.core.envelope;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the ARN of an Amazon SNS topic says about where the topic is.
 *
 * @param region the region, such as {@code eu-west-1}
 * @param domain the domain of the region's partition, such as {@code amazonaws.com}
 */
public record TopicArn(String region, String domain) {

    /** The domains by the partition that an ARN begins with. Those without a way to the internet are not there. */
    private static final Map<String, String> DOMAINS = Map.of(
            "aws", "amazonaws.com",
            "aws-us-gov", "amazonaws.com",
            "aws-cn", "amazonaws.com.cn",
            "aws-eusc", "amazonaws.eu");

    private static final Pattern ARN = Pattern.compile(
            "arn:(aws[a-z-]{0,20}):sns:([a-z][a-z0-9-]{2,30}):\\d{12}:[A-Za-z0-9_-]{1,256}(?:\\.fifo)?");

    /**
     * Reads the ARN of a topic.
     *
     * @throws IllegalArgumentException if {@code text} is not one, or is of a partition that is not known; the message
     *     is the rest of a line that starts with the text
     */
    public static TopicArn parse(String text) {
        Matcher arn = ARN.matcher(text);
        String domain = arn.matches() ? DOMAINS.get(arn.group(1)) : null;
        if (domain == null) {
            throw new IllegalArgumentException(
                    "is not the ARN of a topic: write, for example, arn:aws:sns:eu-west-1:123456789012:alarms");
        }
        return new TopicArn(arn.group(2), domain);
    }
}
