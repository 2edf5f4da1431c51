"""What may be typed into the search box."""

from django import forms

from cases.normalising import normalise_search

LONGEST = 100


class SearchForm(forms.Form):
    """Reads the words, each folded; every word has to be found."""

    q = forms.CharField(
        label="搜尋",
        max_length=LONGEST,
        error_messages={
            "required": "請輸入要搜尋的字詞，例如案名或紀錄中的一兩個字。",
            "max_length": "最多輸入%(limit_value)d字，目前%(show_value)d字，請縮短後再搜尋。",
            "null_characters_not_allowed": "含有無法搜尋的字元，請重新輸入。",
        },
    )

    def clean_q(self) -> list[str]:
        """The folded words that have a letter or digit."""
        folded = [normalise_search(word) for word in self.cleaned_data["q"].split()]
        words = [word for word in dict.fromkeys(folded) if any(char.isalnum() for char in word)]
        if not words:
            raise forms.ValidationError("只有標點或符號，無法搜尋；請輸入文字或數字。")
        return words
