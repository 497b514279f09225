"""Sparse rows as text: `index:value` pairs, as LIBLINEAR and Omikuji read them."""


def lines(matrix, first=1):
    """One line for each row, without label and end; columns count from `first`."""
    matrix = matrix.tocsr()
    matrix.sort_indices()
    result = []
    for row in range(matrix.shape[0]):
        span = slice(matrix.indptr[row], matrix.indptr[row + 1])
        columns, values = matrix.indices[span].tolist(), matrix.data[span].tolist()
        result.append(
            " ".join(f"{column + first}:{value:.7g}" for column, value in zip(columns, values))
        )
    return result


def write_binary(path, feature_lines, has_topic):
    with open(path, "w", encoding="ascii") as file:
        for line, has in zip(feature_lines, has_topic):
            file.write(f"{'+1' if has else '-1'} {line}\n")
